/* A few codes of each terminology, as they are common in general practice. */

export const SNOMED = 'http://snomed.info/sct';
export const LOINC = 'http://loinc.org';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const CVX = 'http://hl7.org/fhir/sid/cvx';
export const UCUM = 'http://unitsofmeasure.org';
export const HL7 = 'http://terminology.hl7.org/CodeSystem';

/** Conditions, each with the medication that may be ordered for it. */
export const conditions = [
  { code: '59621000', display: 'Essential hypertension (disorder)', medication: 0, chronic: true },
  { code: '44054006', display: 'Diabetes mellitus type 2 (disorder)', medication: 1, chronic: true },
  { code: '55822004', display: 'Hyperlipidemia (disorder)', medication: 2, chronic: true },
  { code: '195662009', display: 'Acute viral pharyngitis (disorder)', medication: 3, chronic: false },
  { code: '10509002', display: 'Acute bronchitis (disorder)', medication: 3, chronic: false },
  { code: '444814009', display: 'Viral sinusitis (disorder)', medication: 3, chronic: false },
] as const;

export const medications = [
  { code: '314076', display: 'lisinopril 10 MG Oral Tablet' },
  { code: '860975', display: '24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet' },
  { code: '314231', display: 'Simvastatin 10 MG Oral Tablet' },
  { code: '313782', display: 'Acetaminophen 325 MG Oral Tablet' },
] as const;

/** Measurements with their UCUM unit and the range that they are made up in; in tenths where `tenths`. */
export const measurements = [
  {
    code: '8302-2',
    display: 'Body height',
    unit: 'cm',
    least: 1500,
    most: 1950,
    tenths: true,
    vitalSign: true,
  },
  {
    code: '29463-7',
    display: 'Body weight',
    unit: 'kg',
    least: 480,
    most: 1150,
    tenths: true,
    vitalSign: true,
  },
  {
    code: '8867-4',
    display: 'Heart rate',
    unit: '/min',
    least: 55,
    most: 100,
    tenths: false,
    vitalSign: true,
  },
  {
    code: '8310-5',
    display: 'Body temperature',
    unit: 'Cel',
    least: 361,
    most: 386,
    tenths: true,
    vitalSign: true,
  },
  {
    code: '2339-0',
    display: 'Glucose [Mass/volume] in Blood',
    unit: 'mg/dL',
    least: 70,
    most: 180,
    tenths: false,
    vitalSign: false,
  },
  {
    code: '718-7',
    display: 'Hemoglobin [Mass/volume] in Blood',
    unit: 'g/dL',
    least: 118,
    most: 174,
    tenths: true,
    vitalSign: false,
  },
] as const;

export const vaccines = [
  { code: '140', display: 'Influenza, seasonal, injectable, preservative free' },
  { code: '113', display: 'Td (adult), 5 Lf tetanus toxoid, preservative free, adsorbed' },
  { code: '115', display: 'Tdap' },
] as const;
