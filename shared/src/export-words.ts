import type { InvitationState } from './invitations.ts';
import type { Locale } from './locales.ts';
import type { MailState, Registration, RegistrationStatus } from './registrations.ts';

/** What exported files say that isn't data. The interface says the same, and imports understand the headers. */
export interface ExportWords {
	/** What a file of people is called, without its ending: plain letters alone. */
	people: string;
	firstName: string;
	lastName: string;
	email: string;
	company: string;
	phone: string;
	language: string;
	note: string;
	groups: string;
	added: string;
	registered: string;
	arrived: string;
	status: string;
	mail: string;
	invitation: string;
	source: string;
	key: string;
	link: string;
	/** Whom a row stands for, so that who has no address is known when it is brought in again. */
	id: string;
	yes: string;
	no: string;
	/** What stands before a number's decimals. */
	decimal: '.' | ',';
	statuses: Record<RegistrationStatus, string>;
	mails: Record<MailState, string>;
	invitations: Record<InvitationState, string>;
	sources: Record<Registration['source'], string>;
}

export const exportWords: Record<Locale, ExportWords> = {
	en: {
		people: 'people',
		firstName: 'First name',
		lastName: 'Last name',
		email: 'E-mail',
		company: 'Company',
		phone: 'Phone',
		language: 'Language',
		note: 'Note',
		groups: 'Groups',
		added: 'Added on',
		registered: 'Registered on',
		arrived: 'Arrived',
		status: 'Status',
		mail: 'Link by mail',
		invitation: 'Invitation',
		source: 'Came',
		key: 'Access key',
		link: 'Access link',
		id: 'Foyer ID',
		yes: 'yes',
		no: 'no',
		decimal: '.',
		statuses: {
			registered: 'Registered',
			waiting_list: 'Waiting list',
			cancelled: 'Cancelled'
		},
		mails: {
			not_sent: 'Not sent',
			scheduled: 'Scheduled',
			queued: 'Waits to go',
			sent: 'Sent',
			delivered: 'Delivered',
			deferred: 'Delayed',
			rejected: 'Rejected',
			suppressed: 'Not mailed'
		},
		invitations: {
			draft: 'Not sent',
			queued: 'Waiting',
			sent: 'Sent',
			delivered: 'Delivered',
			rejected: 'Rejected',
			opened: 'Opened',
			accepted: 'Accepted',
			expired: 'Expired',
			revoked: 'Withdrawn'
		},
		sources: {
			organizer: 'by the team',
			import: 'from a spreadsheet',
			page: 'on the registration page'
		}
	},
	fr: {
		people: 'personnes',
		firstName: 'Prénom',
		lastName: 'Nom de famille',
		email: 'E-mail',
		company: 'Société',
		phone: 'Téléphone',
		language: 'Langue',
		note: 'Note',
		groups: 'Groupes',
		added: 'Date d’ajout',
		registered: 'Inscription',
		arrived: 'Arrivée',
		status: 'État',
		mail: 'Lien par e-mail',
		invitation: 'Invitation',
		source: 'Origine',
		key: 'Clé d’accès',
		link: 'Lien d’accès',
		id: 'Foyer ID',
		yes: 'oui',
		no: 'non',
		decimal: ',',
		statuses: {
			registered: 'Inscrit',
			waiting_list: 'En liste d’attente',
			cancelled: 'Annulée'
		},
		mails: {
			not_sent: 'Pas envoyé',
			scheduled: 'Programmé',
			queued: 'En attente d’envoi',
			sent: 'Envoyé',
			delivered: 'Remis',
			deferred: 'Retardé',
			rejected: 'Rejeté',
			suppressed: 'Sans envoi'
		},
		invitations: {
			draft: 'Non envoyée',
			queued: 'En attente',
			sent: 'Envoyée',
			delivered: 'Remise',
			rejected: 'Rejetée',
			opened: 'Ouverte',
			accepted: 'Acceptée',
			expired: 'Expirée',
			revoked: 'Retirée'
		},
		sources: {
			organizer: 'par l’équipe',
			import: 'depuis un tableau',
			page: 'sur la page d’inscription'
		}
	},
	nl: {
		people: 'mensen',
		firstName: 'Voornaam',
		lastName: 'Achternaam',
		email: 'E-mail',
		company: 'Bedrijf',
		phone: 'Telefoon',
		language: 'Taal',
		note: 'Opmerking',
		groups: 'Groepen',
		added: 'Toegevoegd op',
		registered: 'Ingeschreven op',
		arrived: 'Aankomst',
		status: 'Stand',
		mail: 'Link per mail',
		invitation: 'Uitnodiging',
		source: 'Herkomst',
		key: 'Toegangssleutel',
		link: 'Toegangslink',
		id: 'Foyer ID',
		yes: 'ja',
		no: 'nee',
		decimal: ',',
		statuses: {
			registered: 'Ingeschreven',
			waiting_list: 'Op de wachtlijst',
			cancelled: 'Geannuleerd'
		},
		mails: {
			not_sent: 'Niet verzonden',
			scheduled: 'Ingepland',
			queued: 'Wacht op verzending',
			sent: 'Verzonden',
			delivered: 'Bezorgd',
			deferred: 'Vertraagd',
			rejected: 'Geweigerd',
			suppressed: 'Niet gemaild'
		},
		invitations: {
			draft: 'Niet verstuurd',
			queued: 'Wacht',
			sent: 'Verstuurd',
			delivered: 'Bezorgd',
			rejected: 'Geweigerd',
			opened: 'Geopend',
			accepted: 'Aangenomen',
			expired: 'Verlopen',
			revoked: 'Ingetrokken'
		},
		sources: {
			organizer: 'door het team',
			import: 'uit een spreadsheet',
			page: 'op de inschrijfpagina'
		}
	}
};
