import { headerKey } from './header-key.ts';
import { sourceOf, statusColumn, type ListSource } from './guest-lists.ts';
import { folded } from './own-cells.ts';

/** What a column of an imported sheet can hold. `fullName` stands for first and last name in one cell. */
export const personColumns = [
	'email',
	'firstName',
	'lastName',
	'fullName',
	'company',
	'phone',
	'language',
	'note',
	'groups',
	'id'
] as const;
export type PersonColumn = (typeof personColumns)[number];

/** A column of one of the organisation's own fields. */
export type OwnColumn = `custom.${string}`;

export type SheetColumn = PersonColumn | OwnColumn;

/** What is known of the organisation's own fields where headers are read. */
export type NamedField = Readonly<{ id: string; name: string }>;

export const ownColumn = ({ id }: Pick<NamedField, 'id'>): OwnColumn => `custom.${id}`;

export const isOwn = (column: SheetColumn): column is OwnColumn => column.startsWith('custom.');

/**
 * How headers call a column, in English, French and Dutch, in the form of `headerKey`. `name` is what
 * "Nom", "Naam" and "Name" say: the last name beside a first name, else the full name.
 */
const aliases: Record<PersonColumn | 'name', string> = {
	email:
		'email emails emailaddress mail mailaddress courriel adressecourriel adressemail adresseemail ' +
		'adressedemail adresseelectronique adressedemessagerie courrierelectronique emailadres mailadres ' +
		'emailadresse',
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
		'portable gsm numerodetelephone numtel notelephone telmobile telephonemobile telephoneportable ' +
		'telefoon telefoonnummer telefoonnr mobiel mobieletelefoon mobielnummer gsmnummer',
	language: 'language lang locale langue languepreferee taal voorkeurstaal preferredlanguage',
	note: 'note notes remark remarks comment comments remarque remarques commentaire commentaires opmerking opmerkingen notitie notities',
	groups: 'groups group groupes groupe groepen groep labels tags etiquettes groupmembership',
	// As an export of Foyer's own calls it; nobody else's numbers mean anything here.
	id: 'foyerid'
};

/**
 * Columns of which there are several: as Google Contacts numbers them (`E-mail 1 - Value`, `E-mail 2 - Value`), and
 * those of Outlook (`E-mail 2 Address`, `Home Phone`).
 */
const oneOfSeveral: readonly [RegExp, PersonColumn][] = [
	[/^email\d+(value|address)$/, 'email'],
	[/^phone\d+value$/, 'phone'],
	[/^(business|work|home|primary|other|companymain)phone\d?$/, 'phone'],
	[/^tel(ephone)?(professionnel|bureau|domicile|personnel|autre)\d?$/, 'phone'],
	[/^telefoon(op)?(werk|thuis)\d?$/, 'phone'],
	[/^organi[sz]ation\d+name$/, 'company']
];

/** What stands between a first and a last name in a column of its own, and to which of them it belongs. */
const nameParts: readonly [RegExp, NamePart][] = [
	[/^(middle|additional)names?$|^(deuxieme|autres?)prenoms?$|^(middelste|tweede)naam$/, 'after'],
	[/^(tussenvoegsels?|voorvoegsels?|infix)$/, 'before']
];

type NamePart = 'before' | 'after';

const columnByKey = new Map(
	Object.entries(aliases).flatMap(([column, keys]) =>
		keys.split(' ').map((key) => [key, column as PersonColumn | 'name'] as const)
	)
);

/** The column of a file that was exported with its errors: it says nothing about a person. */
const errorKeys = new Set(['error', 'errors', 'erreur', 'erreurs', 'fout', 'fouten']);

export interface FoundColumn {
	column: SheetColumn;
	/** As it stands in the file. */
	header: string;
	/** Counted from 0. */
	index: number;
	/** Further columns of the kind, looked at where this one's cell is empty. */
	others?: number[];
	/** The column with what belongs before what stands here: "van den". */
	before?: number;
	/** The column with what belongs after it: a middle name. */
	after?: number;
}

export interface Header {
	columns: FoundColumn[];
	/** Headers that mean nothing here, or repeat what another column says, and where they stand. */
	ignored: { header: string; index: number }[];
	/** The product that wrote the list, where it is one that is recognised. */
	source: ListSource | null;
	/** The column that says whether somebody comes; null: there is none. */
	status: number | null;
}

/** What a column was said to hold by hand: `standing` whether somebody comes; null nothing of use here. */
export type ColumnChoice = SheetColumn | 'standing' | null;

/** What was said of columns, by their place from 0. */
export type ColumnChoices = ReadonlyMap<number, ColumnChoice>;

export const noChoices: ColumnChoices = new Map();

/** With another choice: what another column was to hold so, it holds no longer. */
export function withChoice(
	chosen: ColumnChoices,
	index: number,
	choice: ColumnChoice
): ColumnChoices {
	const others = [...chosen].map(
		([other, held]) => [other, held === choice ? null : held] as const
	);
	return new Map([...others, [index, choice]]);
}

type Meant = Omit<FoundColumn, 'column'> & { column: PersonColumn | 'name' | undefined };

/** What "Name" says beside the other columns. A full name beside both others stands in for them where they are empty. */
function resolveName(meant: readonly Meant[]): (column: Meant['column']) => Meant['column'] {
	const has = (column: PersonColumn) => meant.some((each) => each.column === column);
	const both = has('firstName') && has('lastName');
	const split = !both && (has('firstName') || has('lastName'));
	const name = both
		? 'fullName'
		: has('lastName')
			? undefined
			: has('firstName')
				? 'lastName'
				: 'fullName';
	return (column) => {
		if (column === 'name') return name;
		return column === 'fullName' && split ? undefined : column;
	};
}

/** How lists of ticket sellers say that a column tells of who comes, beside those that tell of who bought. */
const ofWhoComes =
	/^(attendee|participant|registrant)s?|(du|dela|vande|van)?(participante?|deelnemer)$/;

function meantBy(header: string): Meant['column'] {
	const key = headerKey(header);
	return (
		columnByKey.get(key) ??
		oneOfSeveral.find(([pattern]) => pattern.test(key))?.[1] ??
		columnByKey.get(key.replace(ofWhoComes, ''))
	);
}

/** Whether a ticket seller's column says who bought together, who are no group of people here. */
const isPurchase = (header: string): boolean => /^gro(up|upe|ep)$/.test(headerKey(header));

/** Whether a sheet's column of this name says something that isn't the organisation's own. */
export const isKnownHeader = (header: string): boolean =>
	(meantBy(header) !== undefined && !isOneOfSeveral(headerKey(header))) ||
	errorKeys.has(headerKey(header)) ||
	statusColumn([header]) !== null;

/** The column that says whether somebody comes, unless something else was said of it. */
function statusIn(headers: readonly string[], chosen: ColumnChoices): number | null {
	for (const [index, choice] of chosen) if (choice === 'standing') return index;
	const named = statusColumn(headers);
	return named !== null && chosen.has(named) ? null : named;
}

/**
 * Which columns a row of headers names; of two that say the same, the first counts. A header that says nothing
 * else may be the name of one of the organisation's own fields.
 * @param chosen what was said of columns, which counts before what their headers say
 */
export function readHeader(
	headers: readonly string[],
	fields: readonly NamedField[] = [],
	chosen: ColumnChoices = noChoices
): Header {
	const source = sourceOf(headers);
	const status = statusIn(headers, chosen);
	const meant: Meant[] = headers.map((header, index) => ({
		header: header.trim(),
		index,
		column: source === 'eventbrite' && isPurchase(header) ? undefined : meantBy(header)
	}));
	const taken = new Set(chosen.values());
	for (const each of meant) {
		const choice = chosen.get(each.index);
		if (choice !== undefined) each.column = personColumns.find((column) => column === choice);
		else if (each.column && each.column !== 'name' && taken.has(each.column))
			each.column = undefined;
	}
	const resolve = resolveName(meant);
	const named = fields.map((field) => ({
		column: ownColumn(field),
		name: folded(field.name),
		key: headerKey(field.name)
	}));
	const found = new Map<SheetColumn, FoundColumn>();
	/** The own field that a header names; of several with one name, the first that no earlier header stands for. */
	const ownNamed = (header: string, key: string): OwnColumn | undefined => {
		const free = named.filter(({ column }) => !found.has(column) && !taken.has(column));
		const name = folded(header);
		const own =
			free.find((each) => each.name === name) ??
			free.find((each) => key !== '' && each.key === key);
		return own?.column;
	};
	const ignored: Header['ignored'] = [];
	for (const { header, index, column: meantColumn } of meant) {
		const key = headerKey(header);
		const choice = chosen.get(index);
		const said = resolve(meantColumn) as PersonColumn | undefined;
		if (choice !== undefined) {
			if (choice === null) ignored.push({ header, index });
			else if (choice !== 'standing') found.set(choice, { column: choice, header, index });
			continue;
		}
		const column = said && !taken.has(said) ? said : undefined;
		const first = column && found.get(column);
		const own = column && !first && !isOneOfSeveral(key) ? undefined : ownNamed(header, key);
		if (own) found.set(own, { column: own, header, index });
		else if (column && !first) found.set(column, { column, header, index });
		else if (first && isOneOfSeveral(key)) (first.others ??= []).push(index);
		else if (column && first && isOneOfSeveral(headerKey(first.header)))
			found.set(column, { column, header, index, others: [first.index, ...(first.others ?? [])] });
		else if (header && index !== status && !errorKeys.has(key)) ignored.push({ header, index });
	}
	const parts = ignored.filter(({ index }) => !chosen.has(index)).filter(joinedTo(found));
	return {
		columns: [...found.values()],
		ignored: ignored.filter((each) => !parts.includes(each)),
		source,
		status
	};
}

/** Whether a column holds a part of the first or the last name, which learns of it. */
const joinedTo =
	(found: ReadonlyMap<SheetColumn, FoundColumn>) =>
	({ header, index }: Header['ignored'][number]): boolean => {
		const [, part] = nameParts.find(([pattern]) => pattern.test(headerKey(header))) ?? [];
		const name = part && found.get(part === 'after' ? 'firstName' : 'lastName');
		if (!name || name[part] !== undefined) return false;
		name[part] = index;
		return true;
	};

const isOneOfSeveral = (key: string): boolean =>
	oneOfSeveral.some(([pattern]) => pattern.test(key));
