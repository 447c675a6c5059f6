/** An item between quotes, where what is special in it is escaped, or as it is. */
const item = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/gs;

type Item = string | number | boolean | null;

const quoted = (value: Item): string =>
	value === null ? 'NULL' : `"${String(value).replace(/["\\]/g, '\\$&')}"`;

/** A type of arrays, as PostgreSQL writes and reads them. @param oid of the array's type */
const arrayOf = <T>(oid: number, parse: (text: string) => T) => ({
	to: oid,
	from: [oid],
	/** Text is an array written out already. */
	serialize: (values: readonly Item[] | string) =>
		typeof values === 'string' ? values : `{${values.map(quoted).join(',')}}`,
	parse: (text: string): (T | null)[] =>
		[...text.matchAll(item)].map(([, inQuotes, bare = '']) => {
			if (inQuotes !== undefined) return parse(inQuotes.replace(/\\(.)/gs, '$1'));
			return bare === 'NULL' ? null : parse(bare);
		})
});

/**
 * The arrays that queries send and get. The driver would ask each new connection for all there are, and
 * ends the process where that connection is lost meanwhile.
 */
export const arrayTypes = {
	texts: arrayOf(1009, String),
	varchars: arrayOf(1015, String),
	uuids: arrayOf(2951, String),
	integers: arrayOf(1007, Number),
	bigints: arrayOf(1016, Number),
	floats: arrayOf(1022, Number),
	booleans: arrayOf(1000, (text) => text === 't')
};
