package stoa.launcher;

import com.hazelcast.config.XmlConfigBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import stoa.platform.BadConfiguration;
import stoa.platform.Config;

/** A node alone, or as a member of the Hazelcast cluster: by configuration only. */
final class Cluster {
    private Cluster() {}

    /** Where the event bus of this node listens; set before the builder is made. */
    static VertxOptions address(VertxOptions options, Config.Cluster config) {
        options.getEventBusOptions().setHost(config.host()).setPort(config.port());
        return options;
    }

    static Future<Vertx> start(VertxBuilder builder, Config.Cluster config) {
        if (!config.on()) {
            return Future.succeededFuture(builder.build());
        }
        var hazelcast = hazelcast(config);
        hazelcast.getNetworkConfig().setPublicAddress(config.host());
        return builder.withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered();
    }

    private static com.hazelcast.config.Config hazelcast(Config.Cluster config) {
        try (InputStream file = config.config() == null
                ? Objects.requireNonNull(Cluster.class.getResourceAsStream("hazelcast.xml"), "hazelcast.xml")
                : new FileInputStream(config.config())) {
            return new XmlConfigBuilder(file).build();
        } catch (IOException | com.hazelcast.config.InvalidConfigurationException e) {
            throw new BadConfiguration(
                    "STOA_CLUSTER_CONFIG: " + config.config() + " cannot be used: " + e.getMessage(), e);
        }
    }
}
