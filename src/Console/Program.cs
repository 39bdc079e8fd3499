using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor.Services;
using Shaken.OperatorConsole.Acts;
using Shaken.OperatorConsole.Api;
using Shaken.OperatorConsole.Screens.Inbox;
using Shaken.OperatorConsole.Session;
using Shaken.OperatorConsole.Shell;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.Services.AddMudServices();

// The API is at the root of the host that served the console.
builder.Services.AddScoped(_ => new HttpClient { BaseAddress = new Uri(new Uri(builder.HostEnvironment.BaseAddress), "/") });
#pragma warning disable RS0030 // A composition root.
builder.Services.AddSingleton(TimeProvider.System);
#pragma warning restore RS0030
builder.Services.AddScoped<OperatorApi>();
builder.Services.AddScoped<OperatorSession>();
builder.Services.AddScoped<ActDialogs>();
builder.Services.AddScoped<WaitingCount>();
await builder.Build().RunAsync();
