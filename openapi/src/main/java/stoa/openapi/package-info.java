/**
 * The contract of Stoa as Java: {@code <Tag>Operations}, one interface per tag, and {@code <Tag>Bindings}, which serve them, are made from
 * {@code swagger.json} by the build.
 */
@NullMarked
package stoa.openapi;

import org.jspecify.annotations.NullMarked;
