# A property's inverse says the same from the other side.
INSERT { ?object ?inverse ?subject . GRAPH graph:inferred { ?object ?inverse ?subject } }
WHERE {
  { ?property owl:inverseOf ?inverse } UNION { ?inverse owl:inverseOf ?property }
  ?subject ?property ?object .
  FILTER NOT EXISTS { ?object ?inverse ?subject }
}
