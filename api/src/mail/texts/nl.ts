import type { MailTexts } from './texts.ts';

const greeting = (name: string): string => (name ? `Dag ${name},` : 'Dag,');

const count = new Intl.NumberFormat('nl');

export const nl: MailTexts = {
	greeting,
	confirmation: ({ title }) => ({
		subject: `Uw link voor ${title}`,
		lead: 'U bent ingeschreven. Hier is uw persoonlijke link voor het evenement.',
		more: []
	}),
	waitingList: ({ title }) => ({
		subject: `Wachtlijst: ${title}`,
		lead: 'Het evenement is volzet. U staat op de wachtlijst.',
		more: ['Komt er een plaats vrij, dan laat de organisator het u weten.']
	}),
	reminder: ({ title }, soon) => ({
		subject: `${title} begint ${soon}`,
		lead: `Het evenement begint ${soon}. Hier is nogmaals uw link.`,
		more: []
	}),
	moved: ({ title, date }) => ({
		subject: `Nieuwe datum: ${title}, ${date}`,
		lead: 'Het evenement heeft een nieuwe datum. Uw inschrijving en uw link blijven geldig.',
		more: ['Het bijgevoegde agendabestand vervangt de eerdere afspraak.']
	}),
	cancelled: ({ title, date }) => ({
		subject: `Geannuleerd: ${title}, ${date}`,
		lead: 'Het evenement is geannuleerd. U hoeft niets te doen.',
		more: ['Het bijgevoegde agendabestand haalt de afspraak uit uw agenda.']
	}),
	reinstated: ({ title, date }) => ({
		subject: `Het gaat toch door: ${title}, ${date}`,
		lead: 'Het evenement was geannuleerd en gaat nu toch door. Uw inschrijving en uw link zijn geldig.',
		more: []
	}),
	formerly: (date) => `Voorheen: ${date}`,
	link: {
		button: 'Mijn link openen',
		note: 'De link is alleen voor u. Voor het evenement toont hij een aftelklok; zodra het begonnen is, brengt hij u er meteen naartoe.',
		codeAlt: 'QR-code van uw link',
		codeCaption: 'Dezelfde link als code: voor een ander toestel, of om aan de ingang te tonen.'
	},
	code: {
		label: 'Uw code',
		note: 'Waar de link niet bij de hand is, openen de code en uw e-mailadres het evenement vanaf zijn pagina:'
	},
	own: {
		registration: 'Mijn inschrijving wijzigen of annuleren',
		reminders: 'Geen herinneringen meer, of mijn inschrijving wijzigen'
	},
	registeredWith: (organisation) =>
		`U ontvangt deze mail omdat u ingeschreven bent bij ${organisation}.`,
	calendarFile: 'evenement.ics',
	roleLink: ({ title, kind, organisation }) => ({
		subject: `Uw link naar het podium: ${title}`,
		lead: {
			presenter: 'U presenteert dit evenement. Hier is uw eigen link naar het podium.',
			speaker: 'U spreekt op dit evenement. Hier is uw eigen link naar het podium.',
			moderator: 'U modereert de chat van dit evenement. Hier is uw eigen link naar het podium.'
		}[kind],
		button: 'Het podium openen',
		note: 'Deze link is alleen voor u en vraagt geen account. U vindt er het verloop en de ingang van de zaal, die u vooraf kunt proberen.',
		footer: `U ontvangt deze mail omdat ${organisation} u op het podium verwacht.`
	}),
	invitation: ({ organisation, by, until }) => ({
		subject: `${organisation} nodigt u uit`,
		title: `U bent uitgenodigd bij ${organisation}`,
		lead: by
			? `${by} nodigt u uit om lid te worden van ${organisation} op Foyer.`
			: `${organisation} nodigt u uit om lid te worden op Foyer.`,
		button: 'De uitnodiging aannemen',
		note: `U kiest een wachtwoord, en u bent binnen. Deze link is alleen voor u en werkt tot en met ${until}.`,
		footer: `U ontvangt deze mail omdat ${organisation} uw adres heeft. Kent u hen niet, laat de mail dan onbeantwoord: er wordt niets op uw naam gemaakt.`
	}),
	passwordReset: (name) => ({
		subject: 'Een nieuw wachtwoord kiezen',
		title: 'Een nieuw wachtwoord kiezen',
		greeting: greeting(name),
		lead: 'Er is een nieuw wachtwoord gevraagd voor uw Foyer-account, wellicht door u.',
		button: 'Nieuw wachtwoord kiezen',
		note: 'De link werkt één keer, gedurende een uur. Hebt u niets gevraagd, dan hoeft u niets te doen: uw wachtwoord blijft zoals het is.',
		footer: 'Deze mail ging naar het adres van uw account.'
	}),
	heldUp: ({ name, title, live }) => ({
		subject: `${title} wacht op het einde van ${live}`,
		title: `‘${title}’ kan nog niet beginnen`,
		greeting: greeting(name),
		lead: `Het is tijd, maar ‘${live}’ is nog live, en er kan één evenement tegelijk live zijn. Tot dan zien de ingeschrevenen de wachtpagina.`,
		button: 'Het lopende evenement openen',
		note: `Beëindig ‘${live}’ en het andere begint vanzelf, zolang zijn eigen eindtijd niet voorbij is. Verder hoeft u niets te doen.`,
		footer: 'U ontvangt deze mail omdat u de gastheer bent.'
	}),
	exportReady: ({ name, title, organisation, rows, opens }) => ({
		subject:
			title === null
				? `De mensen van ${organisation}, als bestand`
				: `${title}: de lijst die u vroeg`,
		title: 'Uw bestand staat klaar',
		greeting: greeting(name),
		lead:
			title === null
				? `Iedereen die ${organisation} kent, staat erin: ${count.format(rows)} in totaal.`
				: `Iedereen die voor ‘${title}’ is ingeschreven, staat erin: ${count.format(rows)} in totaal.`,
		button: 'Het bestand ophalen',
		note: `De link werkt 24 uur, en alleen voor u: er kan u gevraagd worden om in te loggen.${opens ? ' Het bestand bevat toegangslinks. Wie het heeft, kan als ieder van hen naar binnen.' : ''}`,
		footer: 'U ontvangt deze mail omdat u het bestand hebt gevraagd.'
	}),
	exportNotMade: (name) => ({
		subject: 'Het bestand dat u vroeg',
		title: 'Het bestand kon niet worden gemaakt',
		greeting: greeting(name),
		lead: 'Er is niets veranderd. De pagina achter de knop zegt waarom, en u kunt het er opnieuw vragen.',
		button: 'Zien waarom',
		note: 'De pagina opent alleen voor u: er kan u gevraagd worden om in te loggen.',
		footer: 'U ontvangt deze mail omdat u het bestand hebt gevraagd.'
	})
};
