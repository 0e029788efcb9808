/** The chart is held against Helm and against the schemas of Kubernetes. */
@NullMarked
package stoa.k8s;

import org.jspecify.annotations.NullMarked;
