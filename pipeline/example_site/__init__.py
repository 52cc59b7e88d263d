"""The demo's web server: three invented document-sharing sites on loopback, with the faults of real ones."""
