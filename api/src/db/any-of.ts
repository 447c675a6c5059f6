import { sql } from 'kysely';

/** One of some ids, of which a query takes any number as one parameter. */
export const anyOf = (ids: readonly string[]) => sql<string>`any(${sql.val(ids)}::uuid[])`;
