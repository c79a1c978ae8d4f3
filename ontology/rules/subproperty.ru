# What a property says, each property above it says too.
INSERT { ?subject ?above ?object . GRAPH graph:inferred { ?subject ?above ?object } }
WHERE {
  ?property rdfs:subPropertyOf ?above .
  ?subject ?property ?object .
  FILTER NOT EXISTS { ?subject ?above ?object }
}
