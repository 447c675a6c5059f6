import { headerKey } from './header-key.ts';

/** The products whose lists are recognised by their headers. */
export type ListSource = 'google' | 'eventbrite' | 'luma';

/** Of whom a list says that they are not, or not yet, coming. */
export const standings = ['declined', 'cancelled', 'waiting_list', 'pending', 'invited'] as const;
export type Standing = (typeof standings)[number];

const orders = new Set(
	'order orderno orderid ordernumber attendee attendeeno attendeestatus ndecommande ndeparticipant bestelnummer ordernummer'.split(
		' '
	)
);
const tickets = new Set('tickettype typedebillet tickettypen tickettypes ticketsoort'.split(' '));

/** Which product wrote a list, by its headers. */
export function sourceOf(headers: readonly string[]): ListSource | null {
	const keys = headers.map(headerKey);
	if (keys.some((key) => /^email\d+value$/.test(key))) return 'google';
	if (keys.includes('approvalstatus')) return 'luma';
	const isEventbrite = keys.some((key) => orders.has(key)) && keys.some((key) => tickets.has(key));
	return isEventbrite ? 'eventbrite' : null;
}

/** Headers of the column that says whether somebody comes, the surest first. */
const statusKeys =
	'approvalstatus attendeestatus statutduparticipant deelnemersstatus registrationstatus status statut orderstatus'.split(
		' '
	);

/** The column that says whether somebody comes; null: there is none. */
export function statusColumn(headers: readonly string[]): number | null {
	const keys = headers.map(headerKey);
	const found = statusKeys.map((key) => keys.indexOf(key)).find((at) => at >= 0);
	return found ?? null;
}

const words: Record<Standing, string> = {
	declined: 'declined notgoing decline refuse afgewezen',
	cancelled:
		'cancelled canceled notattending deleted refunded refund transferred annule annulee neparticipepas rembourse geannuleerd geannuleerde nietaanwezig terugbetaald',
	waiting_list:
		'waitlist waitlisted waitinglist onwaitlist listedattente enlistedattente wachtlijst opdewachtlijst',
	pending: 'pending pendingapproval enattente inafwachting',
	invited: 'invited invite invitee uitgenodigd'
};

const standingByKey = new Map(
	standings.flatMap((standing) => words[standing].split(' ').map((key) => [key, standing] as const))
);

/** What Luma says of those who come. */
const comingAtLuma = new Set(['', 'approved', 'going', 'checkedin']);

/** Why somebody isn't coming, as far as a list says so; null: they come. */
export function standingMeant(text: string, source: ListSource | null): Standing | null {
	const key = headerKey(text);
	const standing = standingByKey.get(key);
	if (standing) return standing;
	// A word of Luma's that isn't known here says at least that they weren't approved.
	return source === 'luma' && !comingAtLuma.has(key) ? 'pending' : null;
}
