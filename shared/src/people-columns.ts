/** What a column of an imported sheet can hold. `fullName` stands for first and last name in one cell. */
export const personColumns = [
	'email',
	'firstName',
	'lastName',
	'fullName',
	'company',
	'phone',
	'language',
	'note'
] as const;
export type PersonColumn = (typeof personColumns)[number];

/**
 * How headers call a column, in English, French and Dutch, in the form of `headerKey`. `name` is what
 * "Nom", "Naam" and "Name" say: the last name beside a first name, else the full name.
 */
const aliases: Record<PersonColumn | 'name', string> = {
	email:
		'email emails emailaddress mail mailaddress courriel adressecourriel adressemail adresseemail ' +
		'adressedemail adresseelectronique courrierelectronique emailadres mailadres emailadresse',
	firstName: 'firstname first givenname forename prenom prenoms voornaam voornamen roepnaam',
	lastName:
		'lastname last surname familyname nomdefamille nomfamille achternaam familienaam geslachtsnaam',
	fullName:
		'fullname displayname nomcomplet nometprenom nomprenom prenometnom prenomnom volledigenaam ' +
		'naamenvoornaam naamvoornaam voornaamennaam voornaamnaam',
	name: 'name nom naam',
	company:
		'company companyname organisation organization organisationname organizationname employer ' +
		'societe nomdelasociete entreprise bedrijf bedrijfsnaam organisatie firma werkgever',
	phone:
		'phone phonenumber telephone telephonenumber tel mobile mobilephone mobilenumber cell cellphone ' +
		'portable gsm numerodetelephone numtel notelephone telefoon telefoonnummer telefoonnr mobiel ' +
		'gsmnummer',
	language: 'language lang locale langue languepreferee taal voorkeurstaal preferredlanguage',
	note: 'note notes remark remarks comment comments remarque remarques commentaire commentaires opmerking opmerkingen notitie notities'
};

const columnByKey = new Map(
	Object.entries(aliases).flatMap(([column, keys]) =>
		keys.split(' ').map((key) => [key, column as PersonColumn | 'name'] as const)
	)
);

/** The column of a file that was exported with its errors: it says nothing about a person. */
const errorKeys = new Set(['error', 'errors', 'erreur', 'erreurs', 'fout', 'fouten']);

const longestHeader = 200;

/** A header without case, accents, punctuation, spaces and what stands in brackets. */
export function headerKey(header: string): string {
	return header
		.slice(0, longestHeader)
		.replace(/\([^)]*\)|\[[^\]]*\]/gu, '')
		.normalize('NFD')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}

export interface FoundColumn {
	column: PersonColumn;
	/** As it stands in the file. */
	header: string;
	/** Counted from 0. */
	index: number;
}

export interface Header {
	columns: FoundColumn[];
	/** Headers that mean nothing here, or repeat what another column says. */
	ignored: string[];
}

type Meant = Omit<FoundColumn, 'column'> & { column: PersonColumn | 'name' | undefined };

function resolveName(meant: readonly Meant[]): (column: Meant['column']) => Meant['column'] {
	const has = (column: PersonColumn) => meant.some((each) => each.column === column);
	const split = has('firstName') || has('lastName');
	const name = has('lastName') ? undefined : has('firstName') ? 'lastName' : 'fullName';
	return (column) => {
		if (column === 'name') return name;
		return column === 'fullName' && split ? undefined : column;
	};
}

/** Which columns a row of headers names; of two that say the same, the first counts. */
export function readHeader(headers: readonly string[]): Header {
	const meant: Meant[] = headers.map((header, index) => ({
		header: header.trim(),
		index,
		column: columnByKey.get(headerKey(header))
	}));
	const resolve = resolveName(meant);
	const found = new Map<PersonColumn, FoundColumn>();
	const ignored: string[] = [];
	for (const { header, index, column: named } of meant) {
		const column = resolve(named) as PersonColumn | undefined;
		if (column && !found.has(column)) found.set(column, { column, header, index });
		else if (header && !errorKeys.has(headerKey(header))) ignored.push(header);
	}
	return { columns: [...found.values()], ignored };
}
