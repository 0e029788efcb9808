/** What is sold: categories, products, variants and prices. */
@NullMarked
package stoa.catalog;

import org.jspecify.annotations.NullMarked;
