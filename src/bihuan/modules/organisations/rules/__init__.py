"""Pure rules of organisations: policy files as values, names made from patterns, vacancies."""
