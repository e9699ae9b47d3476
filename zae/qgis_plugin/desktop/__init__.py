"""What touches QGIS: tools of the toolbox, settings, the panel and its map tool."""
