"""What goes over the wire, one file a noun; the OpenAPI document is made from these."""
