package stoa.devstack;

/** What the demo says when it is ready: where to go, and as whom. */
final class Greeting {
    private Greeting() {}

    static String of(int port, int managementPort) {
        var text = new StringBuilder("\nStoa is ready.\n");
        for (String slug : Demo.SHOPS) {
            DemoShop shop = DemoShop.read(slug);
            String url = "http://" + slug + ".localhost:" + port;
            text.append('\n')
                    .append(shop.name())
                    .append("  ")
                    .append(url)
                    .append("  (its staff: ")
                    .append(url)
                    .append("/staff)\n");
            for (DemoShop.Person person : shop.people()) {
                text.append("  %-8s %s%n".formatted(person.audience(), person.email()));
            }
        }
        text.append("\noperator  ").append(Stack.OPERATOR.email()).append('\n');
        text.append("password  ").append(DemoShop.PASSWORD).append("  (everybody's)\n");
        text.append("health    http://localhost:")
                .append(managementPort)
                .append("/health/ready, metrics at /metrics\n");
        text.append(
                "A card that pays: 4242 4242 4242 4242, any date to come, any code. Others: docs/guides/sandbox-psp.md\n");
        text.append(
                "The API with curl: docs/guides/api-tour.md. Ctrl-C ends everything; ./stoa demo --fresh starts anew.\n");
        return text.toString();
    }
}
