//! HTTP: every route, the pages, the API.
