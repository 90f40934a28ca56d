using MarketFlow.Host;

return await CommandLine.RunAsync(args);
