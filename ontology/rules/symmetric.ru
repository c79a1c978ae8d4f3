# A symmetric property holds both ways.
INSERT { ?object ?property ?subject . GRAPH graph:inferred { ?object ?property ?subject } }
WHERE {
  ?property a owl:SymmetricProperty .
  ?subject ?property ?object .
  FILTER NOT EXISTS { ?object ?property ?subject }
}
