/** Tenant-scoped access to PostgreSQL: the only code that can reach a connection. */
@NullMarked
package stoa.tenancy;

import org.jspecify.annotations.NullMarked;
