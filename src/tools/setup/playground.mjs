/** Installs what is missing and opens the playground. */
import { checkNode, installPackages, run } from './install.mjs';

checkNode();
installPackages();
run('npx', ['vite', '--open', ...process.argv.slice(2)]);
