@NullMarked
package stoa.openapi;

import org.jspecify.annotations.NullMarked;
