/** The header by which a page says that its link leads nowhere any more: what is kept of it is to be forgotten. */
export const leadsNowhere = 'foyer-leads-nowhere';
