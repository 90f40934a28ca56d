using Microsoft.Net.Http.Headers;

namespace MarketFlow.Host;

/// <summary><c>/</c>: the dashboard, and its files under <c>/dashboard/</c>. They hold no data, so they are open; the data under <c>/api</c> are not.</summary>
/// <remarks>
/// A file is found by its exact name among those in the assembly: there is no path to go astray on. Browsers are told to run and load
/// nothing but what comes from this host, and to ask again each time, which costs a 304 where nothing has changed.
/// </remarks>
internal static class DashboardPage
{
    private const string Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(WebApplication app)
    {
        var files = DashboardFile.ReadAll();
        app.MapMethods("/", _methods, context => SendAsync(context, files["index.html"]));
        app.MapMethods("/dashboard/{name}", _methods, (HttpContext context, string name) =>
            // a route also takes a slash at the end, and a path in other letters: one file would be known to caches and proxies by many names
            context.Request.Path.Value == $"/dashboard/{name}" && name != "index.html" && files.TryGetValue(name, out var file) ? SendAsync(context, file) : NotFoundAsync(context));
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("The dashboard has no file of this name.\n", context.RequestAborted);
    }

    private static async Task SendAsync(HttpContext context, DashboardFile file)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        headers.ETag = file.Tag;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == file.Tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
        }
    }
}
