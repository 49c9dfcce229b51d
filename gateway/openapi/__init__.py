"""The public API described as OpenAPI 3.1: made from its routes, rules, schemas and error catalogue, and served as /openapi.json."""
