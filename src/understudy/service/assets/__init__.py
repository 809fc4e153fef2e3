"""The asset library: what users upload, what the service brings along, what films become."""
