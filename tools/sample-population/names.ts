/* Everybody here is made up. */

export const familyNames = [
  'Abara',
  'Bergström',
  'Castillo',
  'Dubois',
  'Eriksen',
  'Farouk',
  'Grünwald',
  'Haddad',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'Marchetti',
  'Nakamura',
  'Okafor',
  'Pereira',
  'Quispe',
  'Rahman',
  'Silva',
  'Tanaka',
] as const;

export const givenNames = {
  female: ['Amara', 'Beatriz', 'Chloé', 'Dana', 'Elif', 'Freya', 'Grace', 'Hana', 'Ines', 'Jasmin'],
  male: ['Adrian', 'Bruno', 'Chidi', 'Daniel', 'Emil', 'Farid', 'Gustav', 'Hiro', 'Ivo', 'Jonas'],
} as const;

export const genders = ['female', 'male'] as const;

export const streets = ['Alder Street', 'Birch Lane', 'Cedar Road', 'Elm Avenue', 'Maple Way'] as const;

export const places = [
  { city: 'Springfield', state: 'IL', postalCode: '62701' },
  { city: 'Franklin', state: 'TN', postalCode: '37064' },
  { city: 'Georgetown', state: 'TX', postalCode: '78626' },
  { city: 'Salem', state: 'OR', postalCode: '97301' },
] as const;

export const clinics = ['Community Clinic', 'Family Practice', 'General Hospital', 'Health Center'] as const;
