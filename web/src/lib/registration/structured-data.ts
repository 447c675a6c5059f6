import type { EventPage } from '@foyer/shared/pages';

/** The event as search engines read it (schema.org/Event), ready to stand in a script element. */
export function structuredData({ event, organisation, origin }: EventPage): string {
	const page = `${origin}/${organisation.pageName}`;
	const url = `${page}/${event.permalink}`;
	const data = {
		'@context': 'https://schema.org',
		'@type': 'Event',
		name: event.title,
		...(event.description ? { description: event.description } : {}),
		startDate: new Date(event.startsAt).toISOString(),
		endDate: new Date(event.endsAt).toISOString(),
		eventStatus: `https://schema.org/${event.status === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
		eventAttendanceMode: 'https://schema.org/OnlineEventAttendanceMode',
		location: { '@type': 'VirtualLocation', url },
		organizer: { '@type': 'Organization', name: organisation.name, url: page },
		inLanguage: event.language,
		url
	};
	// Never executed, so no policy forbids it; but it must not end its element.
	return `<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;
}
