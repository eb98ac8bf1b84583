"""The workbook customers fill in: written from a spec, read back as one. The only door to XlsxWriter."""
