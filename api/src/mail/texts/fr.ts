import type { MailTexts } from './texts.ts';

const greeting = (name: string): string => (name ? `Bonjour ${name},` : 'Bonjour,');

const count = new Intl.NumberFormat('fr');

export const fr: MailTexts = {
	greeting,
	confirmation: ({ title }) => ({
		subject: `Votre lien pour ${title}`,
		lead: 'Votre inscription est enregistrée. Voici votre lien personnel pour l’événement.',
		more: []
	}),
	waitingList: ({ title }) => ({
		subject: `Liste d’attente\u00a0: ${title}`,
		lead: 'L’événement est complet. Vous êtes sur la liste d’attente.',
		more: ['Si une place se libère, l’organisateur vous le fera savoir.']
	}),
	reminder: ({ title }, soon) => ({
		subject: `${title} commence ${soon}`,
		lead: `L’événement commence ${soon}. Voici de nouveau votre lien.`,
		more: []
	}),
	moved: ({ title, date }) => ({
		subject: `Nouvelle date\u00a0: ${title}, ${date}`,
		lead: 'L’événement change de date. Votre inscription et votre lien restent valables.',
		more: ['Le fichier d’agenda joint remplace l’entrée précédente.']
	}),
	cancelled: ({ title, date }) => ({
		subject: `Annulé\u00a0: ${title}, ${date}`,
		lead: 'L’événement est annulé. Vous n’avez rien à faire.',
		more: ['Le fichier d’agenda joint retire l’entrée de votre agenda.']
	}),
	reinstated: ({ title, date }) => ({
		subject: `L’événement aura bien lieu\u00a0: ${title}, ${date}`,
		lead: 'L’événement avait été annulé\u202f; il aura finalement bien lieu. Votre inscription et votre lien sont valables.',
		more: []
	}),
	formerly: (date) => `Auparavant\u00a0: ${date}`,
	link: {
		button: 'Ouvrir mon lien',
		note: 'Ce lien n’est qu’à vous. Avant l’événement, il affiche un compte à rebours\u202f; dès que l’événement a commencé, il y mène directement.',
		codeAlt: 'Code QR de votre lien',
		codeCaption:
			'Le même lien sous forme de code\u00a0: pour un autre appareil, ou à montrer à l’entrée.'
	},
	code: {
		label: 'Votre code',
		note: 'Là où le lien n’est pas à portée, le code et votre adresse e-mail ouvrent l’événement depuis sa page\u00a0:'
	},
	own: {
		registration: 'Modifier ou annuler mon inscription',
		reminders: 'Ne plus recevoir de rappels, ou modifier mon inscription'
	},
	registeredWith: (organisation) =>
		`Vous recevez ce message parce que vous avez une inscription auprès de ${organisation}.`,
	calendarFile: 'evenement.ics',
	roleLink: ({ title, kind, organisation }) => ({
		subject: `Votre lien pour la scène\u00a0: ${title}`,
		lead: {
			presenter: 'Vous animez cet événement. Voici votre lien personnel pour la scène.',
			speaker: 'Vous intervenez à cet événement. Voici votre lien personnel pour la scène.',
			moderator: 'Vous modérez le chat de cet événement. Voici votre lien personnel pour la scène.'
		}[kind],
		button: 'Ouvrir la scène',
		note: 'Ce lien n’est qu’à vous, et n’a besoin d’aucun compte. Vous y trouverez le déroulé et l’entrée de la salle, que vous pouvez essayer à l’avance.',
		footer: `Vous recevez ce message parce que ${organisation} vous compte parmi les personnes en scène.`
	}),
	invitation: ({ organisation, by, until }) => ({
		subject: `${organisation} vous invite`,
		title: `Une invitation à rejoindre ${organisation}`,
		lead: by
			? `${by} vous invite à rejoindre ${organisation} sur Foyer.`
			: `${organisation} vous invite sur Foyer.`,
		button: 'Accepter l’invitation',
		note: `Vous choisissez un mot de passe, et vous y êtes. Ce lien n’est qu’à vous et reste valable jusqu’au ${until}.`,
		footer: `Vous recevez ce message parce que ${organisation} a votre adresse. Si ce nom ne vous dit rien, n’y répondez pas\u00a0: rien n’est créé à votre nom.`
	}),
	passwordReset: (name) => ({
		subject: 'Choisir un nouveau mot de passe',
		title: 'Choisir un nouveau mot de passe',
		greeting: greeting(name),
		lead: 'Un nouveau mot de passe a été demandé pour votre compte Foyer, sans doute par vous.',
		button: 'Choisir un mot de passe',
		note: 'Le lien fonctionne une seule fois, pendant une heure. Si vous n’avez rien demandé, ne faites rien\u00a0: votre mot de passe ne change pas.',
		footer: 'Ce message a été envoyé à l’adresse de votre compte.'
	}),
	heldUp: ({ name, title, live }) => ({
		subject: `${title} attend la fin de ${live}`,
		title: `«\u00a0${title}\u00a0» ne peut pas encore commencer`,
		greeting: greeting(name),
		lead: `C’est l’heure, mais «\u00a0${live}\u00a0» est encore en direct, et un seul événement peut l’être à la fois. Jusque-là, les personnes inscrites voient la page d’attente.`,
		button: 'Ouvrir l’événement en direct',
		note: `Terminez «\u00a0${live}\u00a0» et l’autre commencera de lui-même, tant que l’heure de sa propre fin n’est pas passée. Vous n’avez rien d’autre à faire.`,
		footer: 'Vous recevez ce message parce que vous êtes l’hôte.'
	}),
	exportReady: ({ name, title, organisation, rows, opens }) => ({
		subject:
			title === null
				? `Les personnes de ${organisation}, dans un fichier`
				: `${title}\u00a0: la liste demandée`,
		title: 'Votre fichier est prêt',
		greeting: greeting(name),
		lead:
			title === null
				? `Il contient toutes les personnes de ${organisation}\u00a0: ${count.format(rows)} en tout.`
				: `Il contient toutes les inscriptions à «\u00a0${title}\u00a0»\u00a0: ${count.format(rows)} en tout.`,
		button: 'Obtenir le fichier',
		note: `Le lien fonctionne pendant 24 heures, et pour vous seul\u00a0: une connexion peut vous être demandée.${opens ? ' Le fichier contient les liens d’accès. Qui l’a peut entrer à la place de n’importe laquelle de ces personnes.' : ''}`,
		footer: 'Vous recevez ce message parce que vous avez demandé ce fichier.'
	}),
	exportNotMade: (name) => ({
		subject: 'Le fichier que vous avez demandé',
		title: 'Le fichier n’a pas pu être créé',
		greeting: greeting(name),
		lead: 'Rien n’a changé. La page derrière le bouton dit pourquoi, et permet de le demander de nouveau.',
		button: 'Voir pourquoi',
		note: 'La page ne s’ouvre que pour vous\u00a0: une connexion peut vous être demandée.',
		footer: 'Vous recevez ce message parce que vous avez demandé ce fichier.'
	})
};
