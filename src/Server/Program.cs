using Shaken.Web.Shared.Hosting;

// The web program alone: its own server, its own scheduler.
return await WebProgram.RunAsync(args);
