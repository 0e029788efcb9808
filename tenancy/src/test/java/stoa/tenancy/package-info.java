@NullMarked
package stoa.tenancy;

import org.jspecify.annotations.NullMarked;
