/** What an address of the people's list ends with to ask for their export. */
export const exportHash = '#export';

/** Where to export people: of the list as it is shown, where that is here. */
export const exportHref = ({ pathname, search }: Pick<URL, 'pathname' | 'search'>): string =>
	`/app/people${pathname === '/app/people' ? search : ''}${exportHash}`;
