# A thing of a class is of each class above it.
INSERT { ?thing a ?above . GRAPH graph:inferred { ?thing a ?above } }
WHERE {
  ?thing a ?class .
  ?class rdfs:subClassOf ?above .
  FILTER NOT EXISTS { ?thing a ?above }
}
