package stoa.order;

/** What a step of an order does to the stock of its lines. */
enum StockEffect {
    KEEP,
    /** The reservation is consumed: the pieces leave the shelf. */
    SELL,
    /** The reservation is given up: the pieces never left. */
    RELEASE,
    /** The pieces come back to the shelf. */
    RETURN
}
