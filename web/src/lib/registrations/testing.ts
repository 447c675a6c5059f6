import type { Registration } from '@foyer/shared/registrations';

let made = 0;

/** A registration for tests, with what the test sets. */
export function registrationLike(fields: Partial<Registration> = {}): Registration {
	const number = String(++made).padStart(12, '0');
	return {
		id: `1c2d3e4f-0000-4000-8000-${number}`,
		eventId: '0b7f9c1e-4f0a-4d7e-9a53-2f3f3c1d0a01',
		personId: `2c2d3e4f-0000-4000-8000-${number}`,
		status: 'registered',
		source: 'organizer',
		firstName: 'Inès',
		lastName: 'Moreau',
		email: 'ines@example.org',
		language: 'fr',
		mailState: 'sent',
		mailReason: null,
		mailAt: Date.UTC(2026, 4, 1),
		keyVersion: 1,
		remindersStopped: false,
		erasureAskedAt: null,
		devicesSeen: null,
		admittedAt: null,
		admissionId: null,
		ledInAt: null,
		groupIds: [],
		key: '0123456789abcdef012345',
		code: '0471',
		createdAt: Date.UTC(2026, 3, 1),
		...fields
	};
}
