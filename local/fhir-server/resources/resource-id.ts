/** The form of a resource's id, and of a version's (FHIR R4, "id"). */
export const ID_FORM = String.raw`[A-Za-z0-9\-.]{1,64}`;

export const ID = new RegExp(`^${ID_FORM}$`);
