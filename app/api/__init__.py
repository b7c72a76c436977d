"""HTTP over the queries: parameters in, problems and answers out."""
