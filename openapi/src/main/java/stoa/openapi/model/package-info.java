/** The schemas of the contract as records, enums and sealed interfaces; all of them are made by the build. */
@NullMarked
package stoa.openapi.model;

import org.jspecify.annotations.NullMarked;
