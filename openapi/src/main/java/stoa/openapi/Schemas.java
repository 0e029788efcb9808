package stoa.openapi;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import com.networknt.schema.format.PatternFormat;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The schemas of one contract, each prepared once and then shared by all threads. */
final class Schemas {
    /** Only a name: nothing is ever fetched. */
    private static final String DOCUMENT = "https://stoa.dev/openapi/swagger.json";

    /**
     * A valid e-mail address as HTML defines it (WHATWG HTML, section 4.10.5.1.5), so that the door and the page agree. The library's own check
     * holds a list of top-level domains, and lists grow old.
     */
    private static final Format EMAIL = PatternFormat.of(
            "email",
            "^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
                    + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
            "format.email");

    private final SchemaRegistry registry;

    Schemas(JsonNode document) {
        var config = SchemaRegistryConfig.builder()
                .locale(Locale.ENGLISH)
                .formatAssertionsEnabled(true)
                .preloadSchema(true)
                .build();
        this.registry = SchemaRegistry.withDialect(
                Dialect.builder(Dialects.getOpenApi31())
                        .format(EMAIL)
                        .unknownKeywordFactory((name, context) -> extension(name))
                        .build(),
                builder -> builder.schemaRegistryConfig(config).schemas(Map.of(DOCUMENT, document.toString())));
    }

    /** Fails closed: a keyword that nobody checks is a mistake, not a remark. */
    private static Keyword extension(String name) {
        if (name.startsWith("x-")) {
            return new NonValidationKeyword(name);
        }
        throw new IllegalArgumentException("The contract uses a keyword that is not checked: " + name);
    }

    /** @param pointer JSON pointer of a schema in the document */
    Schema at(String pointer) {
        var schema = registry.getSchema(SchemaLocation.of(DOCUMENT + "#" + pointer));
        schema.initializeValidators();
        return schema;
    }
}
