# A transitive property holds across two steps.
INSERT { ?first ?property ?third . GRAPH graph:inferred { ?first ?property ?third } }
WHERE {
  ?property a owl:TransitiveProperty .
  ?first ?property ?second .
  ?second ?property ?third .
  FILTER (?first != ?third)
  FILTER NOT EXISTS { ?first ?property ?third }
}
