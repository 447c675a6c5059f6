/** The page was put aside: what it was doing is left undone, and begun anew when it is back. */
export class Resting extends Error {}
