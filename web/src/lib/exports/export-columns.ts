import { exportWords } from '@foyer/shared/export-words';
import { peopleExport, registrantExport, type ExportColumn } from '@foyer/shared/exports';
import type { Event } from '@foyer/shared/events';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { fieldsInOrder, groupsByName } from '#lib/lists/condition-names.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { ownLink } from '#lib/registrations/access-link.ts';
import { local } from '#lib/sync/local.svelte.ts';
import { linksExportable } from './may-export.ts';

/** All that this device can export of people. Who is invited is said once it is read, for who may see it. */
export function peopleColumns(): ExportColumn<Person>[] {
	const { invitations } = local;
	return peopleExport(
		{
			fields: fieldsInOrder(),
			groups: groupsByName(),
			timeZone: local.membership?.organisation.timeZone ?? 'UTC',
			invitedOf: invitations ? (id) => invitations.stateOf(id) : undefined
		},
		exportWords[getLocale()]
	);
}

/** All that this device can export of an event's registrants. A link that waits to be synced is left empty. */
export function registrantColumns(event: Event): ExportColumn<Registration>[] {
	const accessOf = (row: Registration) => {
		const own = ownLink(event, row);
		return own.state === 'ready' ? { key: row.key ?? '', link: own.link } : null;
	};
	return registrantExport<Registration>(
		{
			fields: fieldsInOrder(),
			groups: groupsByName(),
			timeZone: event.timeZone,
			profileOf: local.can({ area: 'people', level: 'view' })
				? ({ personId }) => local.person(personId)
				: undefined,
			accessOf: linksExportable(event.id) ? accessOf : undefined
		},
		exportWords[getLocale()]
	);
}
