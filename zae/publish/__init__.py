"""Deliverables: GeoPackage, QGIS project, web map, report, tables, manifest."""
