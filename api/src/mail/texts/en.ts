import type { MailTexts } from './texts.ts';

const greeting = (name: string): string => (name ? `Hello ${name},` : 'Hello,');

const count = new Intl.NumberFormat('en-GB');

export const en: MailTexts = {
	greeting,
	confirmation: ({ title }) => ({
		subject: `Your link for ${title}`,
		lead: 'You are registered. Here is your own link for the event.',
		more: []
	}),
	waitingList: ({ title }) => ({
		subject: `Waiting list: ${title}`,
		lead: 'The event is full. You are on the waiting list.',
		more: ['If a place becomes free, the organizer will let you know.']
	}),
	reminder: ({ title }, soon) => ({
		subject: `${title} starts ${soon}`,
		lead: `The event starts ${soon}. Here is your link again.`,
		more: []
	}),
	moved: ({ title, date }) => ({
		subject: `New date: ${title}, ${date}`,
		lead: 'The event has a new date. Your registration and your link stay valid.',
		more: ['The attached calendar file replaces the earlier entry.']
	}),
	cancelled: ({ title, date }) => ({
		subject: `Cancelled: ${title}, ${date}`,
		lead: 'The event is cancelled. There is nothing you need to do.',
		more: ['The attached calendar file removes the entry from your calendar.']
	}),
	reinstated: ({ title, date }) => ({
		subject: `It takes place after all: ${title}, ${date}`,
		lead: 'The event was cancelled, and now takes place after all. Your registration and your link are valid.',
		more: []
	}),
	formerly: (date) => `Until now: ${date}`,
	link: {
		button: 'Open my link',
		note: 'The link is yours alone. Before the event it shows a countdown; once the event has started it leads straight in.',
		codeAlt: 'QR code of your link',
		codeCaption: 'The same link as a code: for another device, or to show at the entrance.'
	},
	code: {
		label: 'Your code',
		note: 'Where the link is out of reach, the code and your e-mail address open the event from its page:'
	},
	own: {
		registration: 'Change or cancel my registration',
		reminders: 'No more reminders, or change my registration'
	},
	registeredWith: (organisation) =>
		`You receive this mail because you are registered with ${organisation}.`,
	calendarFile: 'event.ics',
	roleLink: ({ title, kind, organisation }) => ({
		subject: `Your link to the stage: ${title}`,
		lead: {
			presenter: 'You present this event. Here is your own link to the stage.',
			speaker: 'You speak at this event. Here is your own link to the stage.',
			moderator: 'You moderate this event’s chat. Here is your own link to the stage.'
		}[kind],
		button: 'Open the stage',
		note: 'This link is yours alone and needs no account. It holds the agenda and the way into the room, which you can try ahead of time.',
		footer: `You get this message because ${organisation} has you on stage.`
	}),
	invitation: ({ organisation, by, until }) => ({
		subject: `${organisation} invites you`,
		title: `You are invited to join ${organisation}`,
		lead: by
			? `${by} invites you to join ${organisation} on Foyer.`
			: `${organisation} invites you to join on Foyer.`,
		button: 'Accept the invitation',
		note: `You choose a password, and you are in. The link is yours alone and works until ${until}.`,
		footer: `You get this message because ${organisation} has your address. If you don’t know them, leave it unanswered: nothing is made in your name.`
	}),
	passwordReset: (name) => ({
		subject: 'Set a new password',
		title: 'Set a new password',
		greeting: greeting(name),
		lead: 'Someone, most likely you, asked for a new password for your Foyer account.',
		button: 'Set a new password',
		note: 'The link works once, and for one hour. If you did not ask for it, leave this mail unanswered: your password stays as it is.',
		footer: 'This mail went to the address of your account.'
	}),
	heldUp: ({ name, title, live }) => ({
		subject: `${title} is waiting for ${live} to end`,
		title: `“${title}” can’t start yet`,
		greeting: greeting(name),
		lead: `Its time has come, but “${live}” is still live, and one event at a time can be. Those who are registered see the waiting page until then.`,
		button: 'Open the live event',
		note: `End “${live}”, and the other starts by itself, as long as its own end has not passed. There is nothing else you need to do.`,
		footer: 'You receive this mail because you are the host.'
	}),
	exportReady: ({ name, title, organisation, rows, opens }) => ({
		subject:
			title === null
				? `The people of ${organisation}, as a file`
				: `${title}: the list you asked for`,
		title: 'Your file is ready',
		greeting: greeting(name),
		lead:
			title === null
				? `Everyone whom ${organisation} knows stands in it: ${count.format(rows)} ${rows === 1 ? 'person' : 'people'}.`
				: `Everyone registered for “${title}” stands in it: ${count.format(rows)} ${rows === 1 ? 'registration' : 'registrations'}.`,
		button: 'Get the file',
		note: `The link works for 24 hours, and for you alone: you may be asked to sign in.${opens ? ' The file holds access links. Whoever has it can come in as any of those people.' : ''}`,
		footer: 'You receive this mail because you asked for the file.'
	}),
	exportNotMade: (name) => ({
		subject: 'The file you asked for',
		title: 'The file could not be made',
		greeting: greeting(name),
		lead: 'Nothing was changed. The page behind the button says why, and lets you ask again.',
		button: 'See why',
		note: 'The page opens for you alone: you may be asked to sign in.',
		footer: 'You receive this mail because you asked for the file.'
	})
};
