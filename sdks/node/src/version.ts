/** The version of this package, and that of the API it speaks. */

export const VERSION = "0.1.0";
export const API_VERSION = "v1.4";
