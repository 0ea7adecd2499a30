/** What is wrong with one field: the server says it in the words that every component of the cluster has for it. */
export * from '#api/machinery/fieldError.ts';
