"""Where bytes lie: one protocol over local disks and S3-compatible stores, and signed URLs."""
