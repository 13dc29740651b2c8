class Other {}

export { Other };
