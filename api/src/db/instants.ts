/** Reads `timestamptz` as PostgreSQL prints it under UTC (`2026-05-14 17:00:00.123+00`): UTC ms. */
export const parseInstant = (text: string): number =>
	Date.parse(`${text.replace(' ', 'T').replace(/\+00$/, '')}Z`);

/** Writes UTC ms as `timestamptz`; a Date passes too. */
export const serializeInstant = (value: unknown): string =>
	new Date(value as number | Date).toISOString();
