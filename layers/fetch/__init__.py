"""National sources brought in: addresses, downloads that resume, paging, clipping, the cache."""
