"""The pages for developers: the reference at /docs, a page for each problem type, and the OpenAPI document they are made from."""
