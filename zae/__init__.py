"""The product: territories, studies, assessment, maps, reports and the command line."""
