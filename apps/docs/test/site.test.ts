// The tests of the documentation site, by subject. They are one test file, because the pages are generated once for all of
// them, which takes longer than the tests.
import './site/whole-site.js';
import './site/written-pages.js';
import './site/generated-pages.js';
import './site/options-page.js';
import './site/public-exports.js';
import './site/links.js';
import './site/search.js';
import './site/code-blocks.js';
